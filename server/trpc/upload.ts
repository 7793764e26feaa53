/** What a file that is sent as a request body is called. */
export type Upload = {
  filename: string
  name: string | null
  /** What it says goes before what files said before it. */
  replace: boolean
}
