import type { VerifyFinding } from '../../engine';

/** A finding of a verification for programs: its text as a whole. */
export const findingAsJson = (finding: VerifyFinding) => ({ event: 'finding', ...finding, parts: undefined });
