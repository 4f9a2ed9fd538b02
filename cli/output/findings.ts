import type { PlanFinding } from '../../engine';

/** What a plan came upon, a line each: `warning: MESSAGE`. */
export function findingLines(findings: readonly PlanFinding[]): string[] {
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}
