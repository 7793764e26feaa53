import { MAX_SKIPPED_NAMED, type IngestReport, type Skipped } from '../domain/job'

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
  }
}

export function noteSkipped(report: IngestReport, skipped: Skipped): void {
  report.skipped++
  if (report.skippedNamed.length < MAX_SKIPPED_NAMED) report.skippedNamed.push(skipped)
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
  return {
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
  }
}
