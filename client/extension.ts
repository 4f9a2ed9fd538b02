import path from 'node:path';
import * as vscode from 'vscode';
import { followedOver, openAnnouncedRecords, parseQmpAddress, settleGone } from '../engine';
import { watchDocuments } from './backupDocument';
import { registerCommands } from './commands';
import { registerRunPages } from './documents';
import { Reports } from './documents/reports';
import { keepHistory } from './history';
import { findLost } from './history/findLost';
import { recordDigests } from './history/recordDigests';
import { RunLog } from './logs/runLog';
import { RunLogs } from './logs/runLogs';
import { exposureOf } from './connections/exposure';
import { Reconnector } from './connections/reconnector';
import { watchConnections } from './connections/watchConnections';
import { JobStore } from './store/jobStore';
import { Adoptions } from './store/adoptions';
import { adoptRun } from './store/adoptRun';
import { isLeftRun, lookAfterLeftRuns } from './store/leftRuns';
import { LostBackups } from './store/lostBackups';
import { GoneRuns } from './store/goneRuns';
import { Leftovers } from './store/leftovers';
import { listeningAt } from './discovery/listeningAt';
import { registerAutoClose } from './language/autoClose';
import { createLanguageClient } from './language/languageClient';
import { LanguageSupport } from './language/languageSupport';
import { startWhenNeeded } from './language/startWhenNeeded';
import { createLog, logError } from './reporting/log';
import { reportOutcome } from './reporting/reportOutcome';
import { reportStandstill } from './reporting/reportStandstill';
import { lookAt, Lookout } from './store/lookout';
import { settleRun } from './store/settleRun';
import { Standstills } from './store/standstills';
import { SocketNames } from './store/socketNames';
import { SharedClients } from './connections/sharedClients';
import type { BackupsProvider } from './views/backupsProvider';
import { registerViews } from './views';
import { watchContext } from './views/contextKeys';
import { PlanFindings } from './status/planFindings';
import { LanguageStatus } from './status/languageStatus';
import { registerTasks } from './tasks';
import { registerTools } from './tools';
import { whenTrusted } from './whenTrusted';
import { WindowRuns } from './store/windowRuns';
import { WorkStore } from './store/work';

/** What other extensions, and the tests, can ask: the tree as it is shown. */
export interface DomainBackupApi {
  tree: BackupsProvider;
}

/** A machine whose backup another program started is looked at this often, in ms. */
const foreignInterval = 2000;
/** A machine on which none is known is looked at this often while somebody watches, in ms. */
const idleInterval = 10_000;

/** VS Code gives an extension 5 s to end, in ms; what is not done by then is not done at all. */
const patience = 4000;

let end: (() => Promise<void>) | undefined;

/** When this bundle began to load, in ms. */
const loaded = performance.now();

/** VS Code calls this when it has started: an earlier window may have left a backup that is to be followed. */
export async function activate(context: vscode.ExtensionContext): Promise<DomainBackupApi> {
  const log = createLog();
  const store = new JobStore();
  const clients = new SharedClients(patience);
  // On the host that the extension runs on, and of this user; the command line keeps its own, and is told of these.
  const storage = context.globalStorageUri.fsPath;
  const records = openAnnouncedRecords(path.join(storage, 'runs'));
  const runs = new WindowRuns(store);
  const logs = new RunLogs(path.join(storage, 'logs'), (error) =>
    logError(log, 'A log could not be written', error),
  );
  const lookout = new Lookout(store, {
    look: async (socket) => {
      const { machine, runs: found } = await clients.use(socket, (client, signal) =>
        lookAt(client, signal, records),
      );
      const exposure = await exposureOf(socket);
      return { machine: exposure === undefined ? machine : { ...machine, exposure }, runs: found };
    },
    holderOf: async (socket) =>
      (await followedOver(parseQmpAddress(socket), records).catch(() => undefined))?.name,
    interval: foreignInterval,
    idleInterval,
  });
  const past = keepHistory(log, store, records, logs, path.join(storage, 'damage'));
  const digest = (run: string): void =>
    void recordDigests(log, records, run, clients.signal).then(() => past.history.refreshIfRead());
  const following = { log, logs, clients, runs, store, lookout, records, digest };
  const leftovers = new Leftovers(store, {
    settle: ({ parent, snapshot }) => settleRun(following, parent.connection, snapshot.run),
    onError: ({ snapshot }, error) => logError(log, `Backup ${snapshot.run} could not be settled`, error),
  });
  const socketNames = new SocketNames(store, (error) =>
    logError(log, 'The links to the sockets could not be followed', error),
  );
  const lostBackups = new LostBackups(store, {
    find: ({ connection }, checkpoints) => findLost(records, connection.socket, checkpoints),
    onError: ({ connection }, error) =>
      logError(log, `Whether checkpoints of ${connection.name} have lost their backup is not known`, error),
  });
  const goneRuns = new GoneRuns(store, lookout, {
    settle: ({ connection }) => settleGone(parseQmpAddress(connection.socket), records),
    onSettled: ({ connection }, { result, snapshot }) => {
      const runLog = new RunLog(logs, result.run);
      runLog.note('QEMU has ended, and nobody had taken the outcome');
      runLog.end(result);
      void past.history.refreshIfRead();
      // Not awaited: a notification stays until a person has closed it.
      void reportOutcome(log, snapshot.name, connection.name, result);
    },
    onError: ({ connection }, error) =>
      logError(log, `What backups of ${connection.name} were left could not be settled`, error),
  });
  const adoptions = new Adoptions(store, {
    isLeft: (run) => isLeftRun(records, run),
    adopt: (run) => adoptRun(following, run),
    onError: ({ snapshot }, error) => {
      if (!clients.signal.aborted) logError(log, `Backup ${snapshot.run} could not be followed`, error);
    },
  });
  const reconnector = new Reconnector(store, {
    look: (node) => lookout.refreshOne(node),
    audience: () => lookout.audience,
    sockets: listeningAt,
    holds: (socket) => clients.holds(socket),
    onLost: ({ connection }, { message }) =>
      log.warn(`${connection.name} cannot be reached, and is tried again from time to time. ${message}`),
    onBack: ({ connection }) => log.info(`${connection.name} can be reached again`),
    onError: (error) => logError(log, 'The machines could not be watched', error),
  });
  const works = new WorkStore();
  const reports = new Reports();
  const findings = new PlanFindings(store);
  const view = registerViews(store, works, lookout, past);
  // Not awaited: a notification stays until a person has closed it.
  const standstills = new Standstills(store, (run, how) => void reportStandstill(run, how, view.show));
  const language = new LanguageSupport(() =>
    createLanguageClient(
      context.asAbsolutePath('dist/server.js'),
      log,
      store,
      lookout,
      context.subscriptions,
    ),
  );
  context.subscriptions.push(
    view,
    lookout,
    reconnector,
    leftovers,
    goneRuns,
    lostBackups,
    socketNames,
    adoptions,
    standstills,
    past,
    works,
    findings,
    registerRunPages(store, logs, reports),
    watchContext(store, lookout),
    watchDocuments(),
    watchConnections(log, (connections) => store.setConnections(connections)),
    registerCommands({
      log,
      show: view.show,
      store,
      clients,
      runs,
      records,
      lookout,
      logs,
      works,
      reports,
      findings,
      digest,
      history: past.history,
      readHistory: past.readHistory,
      extension: context.extensionUri,
    }),
    registerTasks({ log, store, clients, runs, records, lookout, logs, findings, digest, show: view.show }),
    registerAutoClose(language),
    new LanguageStatus(store),
    registerTools(store, past.history),
    log,
  );
  end = async () => {
    for (const { snapshot, parent } of store.going) {
      log.info(`Backup "${snapshot.name}" of ${parent.connection.name} goes on in QEMU after this window`);
    }
    await Promise.all([clients.dispose(), language.dispose()]);
    await logs.flush();
  };
  const lookForLeftRuns = (): void =>
    void lookAfterLeftRuns(records, store, lookout, clients.signal).catch((error: unknown) =>
      logError(log, 'The backups of earlier windows could not be looked for', error),
    );
  context.subscriptions.push(whenTrusted(vscode.workspace, lookForLeftRuns));
  log.debug(`Ready ${Math.round(performance.now() - loaded)} ms after it was loaded`);
  context.subscriptions.push(
    await startWhenNeeded(language, (error) =>
      logError(log, 'The language server could not be started', error),
    ),
  );
  return { tree: view.provider };
}

/** Leaves the machines' sockets. What runs in QEMU runs on, and is found again among its jobs. */
export async function deactivate(): Promise<void> {
  await end?.();
}
