// PLACEHOLDER until the expressions branch is merged
export function toDueTime(at: Date | string, _timeZone: string | undefined, _where: string): number {
  return new Date(at).getTime();
}
