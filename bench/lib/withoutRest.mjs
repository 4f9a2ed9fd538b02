// Loaded into the server before its program: what is due after the rest that follows a change is done at once. So the
// time from a change to its report is that of the work alone, over the real pipe.
const REST_MS = 80;
const original = globalThis.setTimeout;

globalThis.setTimeout = new Proxy(original, {
  apply(target, self, [job, delay, ...rest]) {
    if (delay !== REST_MS) return Reflect.apply(target, self, [job, delay, ...rest]);
    setImmediate(() => job(...rest));
    return undefined;
  },
});
