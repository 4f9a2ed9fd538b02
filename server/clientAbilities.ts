import { MarkupKind, type ClientCapabilities } from 'vscode-languageserver/node';

/** What the client can show, as far as the service's answers depend on it. */
export interface ClientAbilities {
  /** `plain`: inserted text must not hold tab stops. */
  insertText: 'snippets' | 'plain';
  completionDocumentation: MarkupKind;
  hoverContent: MarkupKind;
  /** `absent`: a diagnostic's related places are left out. */
  relatedInformation: 'supported' | 'absent';
  /** `absent`: a diagnostic's code has no link. */
  codeDescription: 'supported' | 'absent';
  /** `literals`: the client takes code actions; `commands`: it is too old for them, and gets none. */
  codeActions: 'literals' | 'commands';
  /** `absent`: a code action that cannot be done is left out instead of being shown with its reason. */
  disabledActions: 'supported' | 'absent';
  /** `versioned`: an edit can name the version that it is for. */
  workspaceEdits: 'versioned' | 'plain';
  /** Whether the client answers a request for its settings. */
  configuration: 'supported' | 'absent';
  /** Whether the client tells of folders that are opened and closed. */
  workspaceFolders: 'supported' | 'absent';
  /** Whether the client can be asked to fetch inlay hints anew. */
  inlayHintRefresh: 'supported' | 'absent';
}

/** Reads a client's abilities from what it sent with `initialize`. */
export function abilitiesOf({ textDocument, workspace }: ClientCapabilities): ClientAbilities {
  const item = textDocument?.completion?.completionItem;
  const action = textDocument?.codeAction;
  return {
    insertText: item?.snippetSupport === true ? 'snippets' : 'plain',
    completionDocumentation: preferred(item?.documentationFormat),
    hoverContent: preferred(textDocument?.hover?.contentFormat),
    relatedInformation: supported(textDocument?.publishDiagnostics?.relatedInformation),
    codeDescription: supported(textDocument?.publishDiagnostics?.codeDescriptionSupport),
    codeActions: action?.codeActionLiteralSupport === undefined ? 'commands' : 'literals',
    disabledActions: supported(action?.disabledSupport),
    workspaceEdits: workspace?.workspaceEdit?.documentChanges === true ? 'versioned' : 'plain',
    configuration: supported(workspace?.configuration),
    workspaceFolders: supported(workspace?.workspaceFolders),
    inlayHintRefresh: supported(workspace?.inlayHint?.refreshSupport),
  };
}

function supported(ability: boolean | undefined): 'supported' | 'absent' {
  return ability === true ? 'supported' : 'absent';
}

/** The specification: a client that lists no format understands plain text only. */
function preferred(formats: MarkupKind[] | undefined): MarkupKind {
  return formats?.includes(MarkupKind.Markdown) === true ? MarkupKind.Markdown : MarkupKind.PlainText;
}
