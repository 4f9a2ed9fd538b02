/** The build compiles an imported RELAX NG schema (`scripts/build.mjs`). */
declare module '*.rng' {
  const schema: import('./schema').CompiledSchema;
  export default schema;
}
