import { revealFile } from '../../reporting/revealFile';
import { pastTargetFile, targetFile } from '../../store/abilities';
import type { PastDiskNode } from '../../store/historyNodes';
import type { DiskNode } from '../../store/nodes';

/** Reveal Target, of a disk's row. */
export async function revealTargetCommand(node: DiskNode | PastDiskNode): Promise<void> {
  const file = node.kind === 'disk' ? targetFile(node) : pastTargetFile(node);
  if (file !== undefined) await revealFile(file);
}
