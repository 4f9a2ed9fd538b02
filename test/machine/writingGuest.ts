import { open } from 'node:fs/promises';

const MIB = 1024 * 1024;

/** Bytes between two writes of the guest. */
export const STRIDE = 64 * 1024;

/** Where the guest counts: its physical memory has the writes that succeeded, and those that failed, 32 bits each. */
export const COUNTERS = 0x9000;

/**
 * A program for the processor as a PC starts it, in the first sector of its first disk. It writes a sector with the BIOS's
 * extended write (INT 13h, AH=43h), `STRIDE` bytes after the one before, from a place on, and again and again until the
 * end, whether that succeeds or not; then it halts.
 */
function bootSector(firstSector: number, lastSector: number): Buffer {
  const packetAt = 0x7c40;
  const word = (value: number) => [value & 0xff, (value >> 8) & 0xff];
  const double = (value: number) => [...word(value), ...word(value >>> 16)];
  const code = [
    [0x31, 0xc0], // xor ax, ax
    [0x8e, 0xd8], // mov ds, ax
    [0x8e, 0xd0], // mov ss, ax
    [0xbc, 0x00, 0x7c], // mov sp, 0x7c00
    // write:
    [0xbe, ...word(packetAt)], // mov si, packet
    [0xb8, 0x00, 0x43], // mov ax, 0x4300
    [0xb2, 0x80], // mov dl, 0x80
    [0xcd, 0x13], // int 0x13
    [0x72, 0x07], // jc failed
    [0x66, 0xff, 0x06, ...word(COUNTERS)], // inc dword [COUNTERS]
    [0xeb, 0x05], // jmp next
    // failed:
    [0x66, 0xff, 0x06, ...word(COUNTERS + 4)], // inc dword [COUNTERS + 4]
    // next:
    [0x66, 0x81, 0x06, ...word(packetAt + 8), ...double(STRIDE / 512)], // add dword [packet.sector], STRIDE / 512
    [0x66, 0x81, 0x3e, ...word(packetAt + 8), ...double(lastSector)], // cmp dword [packet.sector], lastSector
    [0x72, 0xd4], // jb write
    [0xf4], // hlt
    [0xeb, 0xfd], // jmp to the halt
  ];
  // One sector, from 0000:8000.
  const packet = [[0x10, 0], word(1), word(0x8000), word(0), double(firstSector), double(0)];
  const sector = Buffer.alloc(512);
  sector.set(code.flat());
  sector.set(packet.flat(), packetAt - 0x7c00);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

/**
 * Makes a raw disk, each mebibyte of which has a value of its own, whose guest writes over its second half as soon as the
 * machine runs: a sector every `STRIDE` bytes.
 * @param mebibytes its size
 * @param second what the second half is before that
 */
export async function makeWritingDisk(
  image: string,
  mebibytes: number,
  second: 'data' | 'a hole' = 'data',
): Promise<void> {
  const file = await open(image, 'wx');
  try {
    await file.truncate(mebibytes * MIB);
    const written = second === 'data' ? mebibytes : mebibytes / 2;
    for (let index = 0; index < written; index += 1) await file.write(Buffer.alloc(MIB, index + 1));
    const sectors = (mebibytes * MIB) / 512;
    await file.write(bootSector(sectors / 2, sectors), 0, 512, 0);
  } finally {
    await file.close();
  }
}
