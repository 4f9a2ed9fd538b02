import compiled from '../../../schemas/domainbackup.rng';
import { LoadedSchema } from './loadedSchema';

let loaded: LoadedSchema | undefined;

/** The schema of backup documents. It is read when it is first needed. */
export function backupSchema(): LoadedSchema {
  loaded ??= new LoadedSchema(compiled);
  return loaded;
}
