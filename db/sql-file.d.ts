/** A statement of its own file, taken into the bundle as text. */
declare module '*.sql' {
  const statement: string
  export default statement
}
