// Arguments that a sender in another language may get wrong, as JSON.

export const SAMPLES: readonly string[] = [
  "[]",
  '["ann@example.org","Ann"]',
  '["Zoë, Łódź, 東京, 😀👩‍👩‍👧"]',
  '["\\u2028 and \\u2029"]',
  '["\\ufffe and \\uffff, which SQS takes no message with"]',
  String.raw`["\u0000\u0001\u001f\b\f\n\r\t\"\\\/\u007f\u0080"]`,
  String.raw`[{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}]`, // RFC 8785, section 3.2.3
  '[{"b":{"d":[],"c":{}},"a":[[[[]]],{"":""}]}]',
  '[{"10":1,"9":2,"__proto__":3,"constructor":4}]',
  "[9007199254740991,-9007199254740991,0,-1]",
  "[1e21,-1e21,1.5e300,123456789012345680000.0,1e20,1e6]",
  "[0.1,-0.0,0.000001,0.0000001,1.5e-7,5e-324,1.7976931348623157e308]",
  "[1.0,2.50,333333333.3333333,4.35,100.0,0.30000000000000004]",
  "[true,false,null]",
  '["<b>&amp;</b>","a+b=c?d%20e","\'"]',
  '["<aws.scheduler.scheduled-time>"]',
  '[{"signature":"a:b","held":true,"errand":2}]',
  '["2026-11-21T10:00:00.000Z"]',
  '[ {"spaces" : "kept  in texts" } , 1 ]',
  `["${"a long text, ".repeat(2000)}"]`,
  `[${"[".repeat(50)}${"]".repeat(50)}]`,
];
