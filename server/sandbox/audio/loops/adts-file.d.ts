/** Sound in a file of its own, taken into the bundle as bytes. */
declare module '*.adts' {
  const bytes: Uint8Array
  export default bytes
}
