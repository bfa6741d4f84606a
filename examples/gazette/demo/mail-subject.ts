// A mail's subject as people read it: found in the raw text, unfolded, its encoded words (RFC 2047) decoded.

export function subjectOf(mail: string): string {
  const header = mail.split("\r\n\r\n", 1)[0] ?? "";
  const folded = /^subject:[ \t]*(.*(?:\r\n[ \t].*)*)/im.exec(header)?.[1] ?? "";
  return folded
    .replaceAll(/\r\n(?=[ \t])/g, "")
    .replaceAll(/(?<=\?=)[ \t]+(?==\?)/g, "")
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_word, encoding: string, encoded: string) =>
      (encoding.toUpperCase() === "B" ? Buffer.from(encoded, "base64") : fromQuotedPrintable(encoded)).toString(),
    );
}

function fromQuotedPrintable(encoded: string): Buffer {
  const bytes = encoded
    .replaceAll("_", " ")
    .replaceAll(/=([0-9A-F]{2})/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
