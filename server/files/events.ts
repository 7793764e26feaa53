import type { FileEvent } from '../ingestion/files/import-file'

export type { FileEvent }

/** A row of a file as a track. `line` counts from 1, the header included, as an editor shows it. */
export type FileRow = Extract<FileEvent, { kind: 'row' }>['row']
