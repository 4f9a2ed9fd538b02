/**
 * What the server answers beyond the Language Server Protocol. A client must not import this room, so it repeats the
 * method's name and shape.
 */
import {
  NotificationType0,
  RequestType,
  type TextDocumentPositionParams,
  type TextEdit,
} from 'vscode-languageserver/node';

/**
 * The edit to make after `>` or `</` has been typed right before `position`; null: there is none. It begins there, and
 * its text is a snippet (`$0</disk>`): the cursor stays before the end tag. It replaces what is there twice now.
 */
export const AutoCloseRequest = new RequestType<TextDocumentPositionParams, TextEdit | null, void>(
  'domainbackup/autoClose',
);

/** One disk of a machine that a client is connected to. */
export interface MachineDisk {
  /** As backup documents call it, such as `vda`. */
  name: string;
  /** Its virtual size in bytes. */
  size?: number;
  /** The format of its image, such as `qcow2`. */
  format?: string;
  /** The absolute path of its image or device. */
  source?: string;
  /** The name of the machine that it belongs to. */
  machine?: string;
}

/** A point in time that an incremental backup can start from. */
export interface MachineCheckpoint {
  name: string;
  /** When it was made and what has changed since, in the user's words. */
  detail?: string;
  /** The names of the disks that an increment can be made of; absent: nobody knows. */
  disks?: string[];
  /** The name of the machine that it belongs to. */
  machine?: string;
}

/** What a client knows of the machines that it is connected to. */
export interface MachineReport {
  disks: MachineDisk[];
  /** Those that an increment can start from, the newest first. */
  checkpoints: MachineCheckpoint[];
  /** Absolute paths of folders that backups are written to. */
  folders: string[];
  /**
   * How many machines the document may be about, those included that nothing is known of; absent: those that the disks
   * tell of.
   */
  machines?: number;
}

/**
 * Server to client: what is known of the connected machines that a document may be about; null: there is none. It is
 * sent only to a client that names the method in `ClientOptions.answers`, and an answer counts only within 200 ms.
 */
export const MachineDisksRequest = new RequestType<{ uri: string }, MachineReport | null, void>(
  'domainbackup/machineDisks',
);

/** Client to server: the answer to `MachineDisksRequest` is another one now. */
export const MachineChangedNotification = new NotificationType0('domainbackup/machineChanged');

/** What a client can send as `initializationOptions`; everything is optional. */
export interface ClientOptions {
  /**
   * The address of a problem's explanation, with `{code}` where the problem's code goes, such as
   * `https://example.org/problems.md#{code}` or `command:some.command?%22{code}%22`.
   */
  problemsPage?: string;
  /**
   * The client's command that shows what may be written at the cursor. It is run after an item with an empty place
   * to fill was inserted; absent: nothing is.
   */
  suggestCommand?: string;
  /** The requests beyond LSP that the client answers: `domainbackup/machineDisks`. */
  answers?: string[];
  /**
   * The server's strings in the client's language, by the English ones, as in `l10n/bundle.l10n.*.json`; absent: they are
   * shown in English. Documentation is English in any case.
   */
  strings?: Record<string, string>;
}
