import { run as tool } from './support';

/** The bitmaps in an image, which may be open elsewhere, without the runs in their names. */
export async function bitmapsOf(image: string): Promise<string[]> {
  const { stdout } = await tool('qemu-img', ['info', '-U', '--output=json', image]);
  const read = JSON.parse(stdout) as { 'format-specific': { data: { bitmaps?: { name: string }[] } } };
  return (read['format-specific'].data.bitmaps ?? []).map(({ name }) => name.replace(/\.\d{8}-.*/, ''));
}
