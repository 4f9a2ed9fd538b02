import { checkDocument, parseDocument, TextLines, type Problem, type Severity } from '../engine';

/** A problem with where it is, as compilers write it: lines and columns count from 1, in UTF-16 units. */
export interface LocatedProblem {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  severity: 'error' | 'warning' | 'info';
  code: string;
  message: string;
}

const SEVERITIES: Record<Severity, LocatedProblem['severity']> = {
  error: 'error',
  warning: 'warning',
  information: 'info',
};

/** Places problems of a text in its file. */
export function locateProblems(file: string, text: string, problems: readonly Problem[]): LocatedProblem[] {
  const lines = new TextLines(text);
  return problems.map(({ range, severity, code, message }) => {
    const start = lines.positionAt(range.start);
    const end = lines.positionAt(range.end);
    const { line, column } = start;
    return {
      file,
      line,
      column,
      endLine: end.line,
      endColumn: end.column,
      severity: SEVERITIES[severity],
      code,
      message,
    };
  });
}

/** All problems of a document. */
export function findProblems(file: string, text: string): LocatedProblem[] {
  return locateProblems(file, text, checkDocument(parseDocument(text)));
}

/** `FILE:LINE:COLUMN: error: MESSAGE`, the form that editors and CI systems understand. */
export function formatProblem({ file, line, column, severity, message }: LocatedProblem): string {
  return `${file}:${line}:${column}: ${severity}: ${message}`;
}
