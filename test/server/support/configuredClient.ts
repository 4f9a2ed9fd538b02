import {
  ConfigurationRequest,
  DidChangeConfigurationNotification,
  RegistrationRequest,
  ShowMessageNotification,
  type ClientCapabilities,
} from 'vscode-languageserver/node';
import { nothingOutside } from '../../../server/outside';
import { actingCapabilities } from './actionCheck';
import { withMemoryClient, type Surroundings, type TestClient } from './memoryClient';

/** A client that has settings, as VS Code has. */
export const configuringCapabilities: ClientCapabilities = {
  ...actingCapabilities,
  textDocument: {
    ...actingCapabilities.textDocument,
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
    inlayHint: {},
  },
  workspace: {
    ...actingCapabilities.workspace,
    configuration: true,
    inlayHint: { refreshSupport: true },
    workspaceFolders: true,
  },
};

/** A client with settings, and what it was told. */
export interface ConfiguredClient {
  client: TestClient;
  /** Changes the settings under `domainbackup`, and says so. */
  change: (settings: unknown) => Promise<void>;
  /** Messages that the user has seen. */
  messages: string[];
  /** Kept when the user has seen such a message. */
  message: (wanted: RegExp) => Promise<void>;
}

/** Runs `use` with a client that has these settings. */
export function withSettings(
  initial: unknown,
  use: (configured: ConfiguredClient) => Promise<void>,
  around: Surroundings = {},
): Promise<void> {
  let settings = initial;
  const messages: string[] = [];
  const waiting = new Set<() => void>();
  const prepare = (client: TestClient): void => {
    client.connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings));
    client.connection.onRequest(RegistrationRequest.type, () => undefined);
    client.connection.onNotification(ShowMessageNotification.type, ({ message }) => {
      messages.push(message);
      for (const look of waiting) look();
    });
    around.prepare?.(client);
  };
  return withMemoryClient(
    (client) =>
      use({
        client,
        messages,
        message: (wanted) =>
          new Promise((resolve) => {
            const look = () => messages.some((message) => wanted.test(message)) && resolve();
            waiting.add(look);
            look();
          }),
        change(changed) {
          settings = changed;
          return client.connection.sendNotification(DidChangeConfigurationNotification.type, {
            settings: null,
          });
        },
      }),
    configuringCapabilities,
    nothingOutside,
    { ...around, prepare },
  );
}
