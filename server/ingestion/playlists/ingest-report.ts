import {
  MAX_NOTES,
  MAX_SKIPPED_NAMED,
  MAX_UNREAD_COLUMNS,
  type IngestReport,
  type Skipped,
  type Unread,
} from '../../domain/job'

export function emptyReport(): IngestReport {
  return {
    read: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    merged: 0,
    skipped: 0,
    skippedNamed: [],
    playlists: 0,
    searchable: 0,
    undescribed: 0,
    undescribedNamed: [],
    unread: [],
    notes: [],
    unnamed: 0,
  }
}

/** The name of a skipped entry is shown, and a cell of a file may hold anything. */
const MAX_NAME = 200

export function noteSkipped(report: IngestReport, skipped: Skipped): void {
  report.skipped++
  if (report.skippedNamed.length >= MAX_SKIPPED_NAMED) return
  report.skippedNamed.push({ ...skipped, name: skipped.name.slice(0, MAX_NAME) })
}

/** Values that were left out because they are not understood. */
export function noteUnread(report: IngestReport, { column, count, example }: Unread): void {
  const known = report.unread.find((each) => each.column === column)
  if (known) known.count += count
  else if (report.unread.length < MAX_UNREAD_COLUMNS) report.unread.push({ column, count, example })
}

/** What is to be said of the file as a whole, once. */
export function noteText(report: IngestReport, text: string): void {
  if (!report.notes.includes(text) && report.notes.length < MAX_NOTES) report.notes.push(text)
}

/** A track that is stored without a sound, with what the sources said of it. */
export function noteUndescribed(report: IngestReport, undescribed: Skipped): void {
  report.undescribed++
  if (report.undescribedNamed.length < MAX_SKIPPED_NAMED) report.undescribedNamed.push(undescribed)
}

/** Both together; named are the first ones. */
export function addReport(report: IngestReport, more: IngestReport): IngestReport {
  const named = (key: 'skippedNamed' | 'undescribedNamed') =>
    [...report[key], ...more[key]].slice(0, MAX_SKIPPED_NAMED)
  const counted: IngestReport = {
    read: report.read + more.read,
    added: report.added + more.added,
    updated: report.updated + more.updated,
    unchanged: report.unchanged + more.unchanged,
    merged: report.merged + more.merged,
    skipped: report.skipped + more.skipped,
    skippedNamed: named('skippedNamed'),
    playlists: report.playlists + more.playlists,
    searchable: report.searchable + more.searchable,
    undescribed: report.undescribed + more.undescribed,
    undescribedNamed: named('undescribedNamed'),
    unread: report.unread.map((each) => ({ ...each })),
    notes: [...report.notes],
    unnamed: report.unnamed + more.unnamed,
  }
  for (const each of more.unread) noteUnread(counted, each)
  for (const each of more.notes) noteText(counted, each)
  return counted
}
