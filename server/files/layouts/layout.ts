import type { ColumnSyntax } from '../artists'

/** What sets one family of files apart, once its columns are found by name (columns.ts). */
export type Layout = {
  name: string
  /** Normalised header names that together tell the layout; a layout is tried after those that ask for more. */
  requires: readonly string[]
  artists: ColumnSyntax
  /** A text that stands for "missing" in every column. */
  missing?: string
  /** Rows may end early where nothing follows. */
  shortRows?: boolean
}
