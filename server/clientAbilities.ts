import { MarkupKind, type ClientCapabilities } from 'vscode-languageserver/node';

/** What the client can show, as far as the service's answers depend on it. */
export interface ClientAbilities {
  /** `plain`: inserted text must not hold tab stops. */
  insertText: 'snippets' | 'plain';
  completionDocumentation: MarkupKind;
  hoverContent: MarkupKind;
  /** `absent`: a diagnostic's related places are left out. */
  relatedInformation: 'supported' | 'absent';
}

/** Reads a client's abilities from what it sent with `initialize`. */
export function abilitiesOf({ textDocument }: ClientCapabilities): ClientAbilities {
  const item = textDocument?.completion?.completionItem;
  return {
    insertText: item?.snippetSupport === true ? 'snippets' : 'plain',
    completionDocumentation: preferred(item?.documentationFormat),
    hoverContent: preferred(textDocument?.hover?.contentFormat),
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true ? 'supported' : 'absent',
  };
}

/** The specification: a client that lists no format understands plain text only. */
function preferred(formats: MarkupKind[] | undefined): MarkupKind {
  return formats?.includes(MarkupKind.Markdown) === true ? MarkupKind.Markdown : MarkupKind.PlainText;
}
