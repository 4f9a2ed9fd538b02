/** The code of a thread as text, bundled by `scripts/build.mjs`: for `new Worker(code, { eval: true })`. */
declare module 'worker:*' {
  const code: string;
  export default code;
}
