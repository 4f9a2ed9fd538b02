import type { PastRun } from '../history/pastRun';
import { historyOf, runsOf, type HistoryNode, type PastRunNode } from './historyNodes';
import type { ConnectionNode, RunNode } from './nodes';
import { Verdicts } from './verdicts';

/** Which machine a connection leads to, as far as that is known. */
type Identity = Pick<PastRun['machine'], 'name' | 'uuid'>;

/**
 * The machine that a connection leads to: as it was last seen, or else what it was when a backup was last started through
 * its socket. So a machine that does not run keeps its backups, also those that were started through another monitor.
 * @param pasts the newest first
 */
function identityOf(node: ConnectionNode, pasts: readonly PastRun[]): Identity | undefined {
  return node.seen ?? pasts.find(({ machine }) => machine.socket === socketOf(node))?.machine;
}

/** The name of a connection's socket by which past backups have it. */
function socketOf({ connection, realSocket }: ConnectionNode): string {
  return realSocket ?? connection.socket;
}

/**
 * Whether a past backup is of the machine that a connection leads to. A UUID tells for certain, then the name; of a
 * machine that is not known, or tells neither, only the socket is.
 */
function isOf(socket: string, identity: Identity | undefined, { machine }: PastRun): boolean {
  if (identity?.uuid !== undefined && machine.uuid !== undefined) return identity.uuid === machine.uuid;
  if (identity?.name !== undefined && machine.name !== undefined) return identity.name === machine.name;
  return machine.socket === socket;
}

/** The past backups by the machine that they are of. Does no I/O. */
export class HistoryStore {
  /** What was found in their files. */
  readonly verdicts = new Verdicts();
  #pasts: readonly PastRun[] = [];
  #groups = new Map<ConnectionNode | undefined, HistoryNode>();
  #state: 'unread' | 'current' | 'outdated' = 'unread';

  /** @param store its connections, and their runs that are going, as they are at each call */
  constructor(
    private readonly store: { readonly connections: readonly ConnectionNode[]; readonly going: RunNode[] },
  ) {}

  /** Takes over what was read. @param pasts the newest first */
  set(pasts: readonly PastRun[]): void {
    this.#pasts = pasts;
    this.#state = 'outdated';
  }

  /** Something changed by which backups are sorted: which connections there are, or what is shown as running. */
  outdate(): void {
    if (this.#state === 'current') this.#state = 'outdated';
  }

  has(run: string): boolean {
    return this.#pasts.some((past) => past.run === run);
  }

  /** The history of a connection's machine, or of all others; undefined where there is none. */
  of(connection: ConnectionNode | undefined): HistoryNode | undefined {
    if (this.#state === 'outdated') this.#sort();
    return this.#groups.get(connection);
  }

  find(run: string): PastRunNode | undefined {
    if (this.#state === 'outdated') this.#sort();
    return [...this.#groups.values()].flatMap(runsOf).find(({ past }) => past.run === run);
  }

  /** The connection to the machine that a past backup is of; absent where none leads there. */
  ownerOf(run: string): ConnectionNode | undefined {
    if (this.#state === 'outdated') this.#sort();
    const found = [...this.#groups].find(([, history]) =>
      runsOf(history).some(({ past }) => past.run === run),
    );
    return found?.[0];
  }

  #sort(): void {
    this.#state = 'current';
    const { connections } = this.store;
    const idsOf = (runs: readonly RunNode[]): Set<string> =>
      new Set(runs.map(({ snapshot }) => snapshot.run));
    const going = idsOf(this.store.going);
    const shown = idsOf(connections.flatMap(({ runs }) => runs));
    const known = new Map(this.#pasts.map((past) => [past.run, past]));
    const find = (run: string): PastRun | undefined => known.get(run);
    const machines = connections.map((node) => ({ node, identity: identityOf(node, this.#pasts) }));
    const groups = new Map<ConnectionNode | undefined, PastRun[]>();
    for (const past of this.#pasts) {
      // What has just ended above is a backup to verify, restore and prune like all others; not what runs, nor what was
      // read while it still ran.
      if (going.has(past.run) || (shown.has(past.run) && past.outcome === 'open')) continue;
      const owner = machines.find(({ node, identity }) => isOf(socketOf(node), identity, past))?.node;
      groups.set(owner, [...(groups.get(owner) ?? []), past]);
    }
    this.#groups = new Map(
      [...groups].map(([owner, pasts]): [ConnectionNode | undefined, HistoryNode] => [
        owner,
        historyOf(pasts, owner, {
          isKnown: (run) => known.has(run),
          found: (past) => this.verdicts.of(past, find),
          damage: (past, disk) => this.verdicts.ofDisk(past, disk, find),
        }),
      ]),
    );
  }
}
