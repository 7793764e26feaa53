import type { FileEvent } from '../events'
import type { Source } from './head'

export type ReadOptions = { filename: string; maxRowBytes: number }

/**
 * One way in which files of tracks are written. `read` gives a row or a skipped entry for each track, in blocks as they
 * are read; where the text breaks off, what came before counts and the break is named.
 */
export type Format = { read: (source: Source, options: ReadOptions) => AsyncGenerator<FileEvent[]> }
