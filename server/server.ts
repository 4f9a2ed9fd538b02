/**
 * The language server's program: `node server.js --stdio`, or `--node-ipc` from the extension. `createConnection`
 * picks the transport from the command line.
 */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './handlers';

serve(createConnection(ProposedFeatures.all));
