import { bundledSchemas, type Schemas } from '../engine/document';
import { defaultSettings, type Settings } from './settings';

/** What the service's answers depend on beside the documents, and what changes while it runs. */
export interface ServiceState {
  settings: Settings;
  /** What documents are held against. */
  schemas: Schemas;
  /**
   * The address of a problem's explanation, with `{code}` in place of the problem's code; absent: problems have no
   * link.
   */
  problemsPage?: string;
  /** See `ClientOptions.suggestCommand`. */
  suggestCommand?: string;
}

export function initialState(): ServiceState {
  return { settings: defaultSettings, schemas: bundledSchemas };
}
