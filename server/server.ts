/**
 * The language server's program: `node server.js --stdio`, or `--node-ipc` from the extension. `createConnection`
 * picks the transport from the command line.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './handlers';
import { thisMachine } from './outside';
import { realWorkspace } from './workspaceAccess';

serve(createConnection(ProposedFeatures.all), thisMachine, realWorkspace);
