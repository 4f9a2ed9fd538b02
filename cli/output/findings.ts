import type { PlanFinding } from '../../engine';

/** What a plan came upon, a line each: `warning: MESSAGE`. */
export function findingLines(findings: readonly PlanFinding[]): string[] {
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}

/** The same for programs, each text as a whole. */
export const findingsAsJson = (findings: readonly PlanFinding[]) =>
  findings.map((finding) => ({ ...finding, parts: undefined }));
