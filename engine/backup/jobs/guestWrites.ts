/** The writes of the guest to one disk that QEMU told it have failed while its job was under way. */
export class GuestWrites {
  /** How many there were. */
  refused = 0;
  /** Why the last one failed, in QEMU's words. */
  reason = '';
  /** When that was, in milliseconds since the epoch. */
  at = 0;

  /** QEMU has told the guest that its write failed. */
  refuse(reason: string): void {
    this.refused += 1;
    this.reason = reason;
    this.at = Date.now();
  }
}
