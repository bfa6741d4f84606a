// What every server process does: tells its address, then on request the CPU time that it has taken, and ends with its parent.

export function serve(url: string): void {
  process.send?.(url);
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.once("disconnect", () => process.exit());
}
