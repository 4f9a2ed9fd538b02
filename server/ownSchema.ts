import * as l10n from '@vscode/l10n';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DiagnosticSeverity, type PublishDiagnosticsParams, type Range } from 'vscode-languageserver/node';
import {
  bundledSchemas,
  compileSchema,
  mergeSchema,
  parseDocument,
  rootsOf,
  SchemaError,
  TextLines,
  type Schemas,
  type SchemaPlace,
} from '../engine/document';
import type { WorkspaceAccess } from './workspaceAccess';

interface Parts {
  access: Pick<WorkspaceAccess, 'readText' | 'watch'>;
  /** Told what documents are to be held against from now on. */
  use: (schemas: Schemas) => void;
  publish: (report: PublishDiagnosticsParams) => void;
  /** Shows an error to the user. */
  show: (message: string) => void;
  /** The address of the explanation of a problem with this code; absent: there is none. */
  pageOf: (code: string) => string | undefined;
}

/** Why a schema cannot be used, and where. */
interface SchemaProblem {
  uri: string;
  range: Range;
  message: string;
}

/** Files are often saved in several steps; a schema is read when they have rested for so long, in ms. */
const restMs = 100;

/**
 * The user's own schema, in the place of the bundled one of the same root. It is read again when one of its files
 * changes. As long as it is broken, what could be used last stays in use (at first the bundled one), the schema's file has
 * a problem, and the user is told once.
 */
export class OwnSchema {
  readonly #parts: Parts;
  #path = '';
  /** The path of the schema that is in use; empty: only the bundled ones are. */
  #used = '';
  /** Counts the attempts, so that a slow one does not undo a later one. */
  #attempt = 0;
  /** What ends the watching of each of its files, by path. */
  readonly #watched = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;
  /** The file that a problem was last reported in. */
  #reported: string | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param file the path, or empty for none; a relative one is refused. The promise is kept when the schema is in use or refused. */
  async set(file: string): Promise<void> {
    if (file === this.#path) return;
    this.#path = file;
    await this.#load();
  }

  dispose(): void {
    this.#attempt += 1;
    clearTimeout(this.#timer);
    for (const unwatch of this.#watched.values()) unwatch();
    this.#watched.clear();
  }

  async #load(): Promise<void> {
    this.dispose();
    const attempt = this.#attempt;
    const file = this.#path;
    if (!path.isAbsolute(file)) {
      this.#report(undefined);
      this.#use('', bundledSchemas);
      if (file !== '')
        this.#refuse(l10n.t('its path is relative, and no folder is open at which it could start.'));
      return;
    }
    const texts = new Map<string, string>();
    const outcome = await this.#read(file, texts, attempt);
    if (attempt !== this.#attempt) return;
    if (outcome instanceof SchemaError) {
      const place = outcome.place ?? { line: rootLine(texts.get(file) ?? '') };
      const line = texts.get(place.file ?? file)?.split('\n')[place.line - 1] ?? '';
      this.#report(problemAt(file, place, line, outcome.reason));
      // One bad save must not have everything judged by another schema for a moment.
      if (this.#used !== file) this.#use('', bundledSchemas);
    } else {
      this.#report(undefined);
      this.#use(file, outcome);
    }
  }

  #use(file: string, schemas: Schemas): void {
    this.#used = file;
    this.#parts.use(schemas);
  }

  #refuse(reason: string): void {
    this.#parts.show(l10n.t('The schema {0} cannot be used: {1}', this.#path, reason));
  }

  /** @param texts takes what has been read, by path */
  async #read(file: string, texts: Map<string, string>, attempt: number): Promise<Schemas | SchemaError> {
    let placeOf: (line: number) => SchemaPlace | undefined = () => undefined;
    try {
      const merged = await mergeSchema(file, async (reference, from) => {
        const meant = resolveReference(file, reference, from);
        if (attempt === this.#attempt) this.#watch(meant);
        const text = await this.#parts.access.readText(meant);
        texts.set(meant, text);
        return { file: meant, text };
      });
      placeOf = merged.placeOf;
      const compiled = await compileSchema(merged.text);
      if (!rootsOf(compiled).some((root) => bundledSchemas.roots.includes(root))) {
        const roots = bundledSchemas.roots.map((root) => `<${root}>`).join(' nor ');
        return new SchemaError(`it describes neither ${roots}.`);
      }
      return bundledSchemas.with(compiled);
    } catch (error) {
      if (!(error instanceof SchemaError)) {
        const reason = error instanceof Error ? error.message : String(error);
        return new SchemaError(`it cannot be read: ${reason}`, { cause: error });
      }
      // The lines of the merged text mean nothing to its author.
      const { reason, place } = error;
      const written = place?.file === undefined && place ? placeOf(place.line) : place;
      return new SchemaError(reason, { place: written, cause: error });
    }
  }

  /** Before a file is read: it may change meanwhile, and one that is not there or broken may be mended. */
  #watch(file: string): void {
    if (this.#watched.has(file)) return;
    const changed = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#load(), restMs);
    };
    this.#watched.set(file, this.#parts.access.watch(file, changed));
  }

  #report(problem: SchemaProblem | undefined): void {
    const before = this.#reported;
    if (before !== undefined && before !== problem?.uri)
      this.#parts.publish({ uri: before, diagnostics: [] });
    this.#reported = problem?.uri;
    if (!problem) return;
    const { uri, range, message } = problem;
    const severity = DiagnosticSeverity.Error;
    const code = 'unusable-schema';
    const href = this.#parts.pageOf(code);
    const link = href !== undefined && { codeDescription: { href } };
    const diagnostic = { range, severity, source: 'domainbackup', code, message, ...link };
    if (before === undefined) this.#refuse(message);
    this.#parts.publish({ uri, diagnostics: [diagnostic] });
  }
}

/**
 * The file that a schema means by a reference. Only files in the schema's own folder, or in one inside it, are read:
 * a schema is no way to look at the rest of the machine.
 */
function resolveReference(schema: string, reference: string, from: string | undefined): string {
  if (from === undefined) return reference;
  const url = new URL(reference, pathToFileURL(from));
  if (url.protocol !== 'file:') throw new Error('only files are read, nothing from the network');
  const file = fileURLToPath(url);
  const within = path.relative(path.dirname(schema), file);
  if (within.startsWith('..') || path.isAbsolute(within)) {
    throw new Error("it is outside the schema's own folder");
  }
  return file;
}

/** Where a schema begins, for what is wrong with it as a whole. */
function rootLine(text: string): number {
  const { root } = parseDocument(text);
  return new TextLines(text).positionAt(root?.range.start ?? 0).line;
}

function problemAt(
  schema: string,
  { file = schema, line }: SchemaPlace,
  text: string,
  message: string,
): SchemaProblem {
  const range = {
    start: { line: line - 1, character: text.length - text.trimStart().length },
    end: { line: line - 1, character: text.trimEnd().length },
  };
  return { uri: pathToFileURL(file).href, range, message };
}
