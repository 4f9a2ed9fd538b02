/** The writes of the guest to one disk that have failed while its job was under way, as QEMU's events tell of them. */
export class GuestWrites {
  /** How many of them the guest was told of. */
  refused = 0;
  /** Why the last one of these failed, in QEMU's words. */
  reason = '';
  /** Whether QEMU has ever paused the machine for one. */
  wereHeld = false;
  private isNews = false;

  /** QEMU has told the guest that its write failed. */
  refuse(reason: string): void {
    this.refused += 1;
    this.reason = reason;
    this.isNews = true;
  }

  /** QEMU has paused the machine, and tries the write again when it goes on. */
  hold(): void {
    this.wereHeld = true;
    this.isNews = true;
  }

  /** Whether any has failed since this was asked last. */
  take(): boolean {
    const isNews = this.isNews;
    this.isNews = false;
    return isNews;
  }
}
