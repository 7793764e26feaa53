import type { AnyProcedure } from '@trpc/server'
import { disconnect } from './accounts/procedures/account/disconnect'
import { endSessions } from './accounts/procedures/account/end-sessions'
import { exportAccount } from './accounts/procedures/account/export'
import { me } from './accounts/procedures/account/me'
import { playlists } from './accounts/procedures/account/playlists'
import { sessions } from './accounts/procedures/account/sessions'
import { list as listActs } from './accounts/procedures/acts/list'
import { overview } from './catalog/procedures/catalog/overview'
import { summary as summariseCatalog } from './catalog/procedures/catalog/summary'
import { find as findForClip } from './clip/procedures/find'
import { hear } from './clip/procedures/hear'
import { limits } from './clip/procedures/limits'
import { file } from './ingestion/procedures/import/file'
import { lists as importedLists } from './ingestion/procedures/import/lists'
import { remove as removeImported } from './ingestion/procedures/import/remove'
import { rules } from './ingestion/procedures/import/rules'
import { rebuild } from './status/procedures/index/rebuild'
import { rollback } from './status/procedures/index/rollback'
import { status } from './status/procedures/index/status'
import { verify } from './status/procedures/index/verify'
import { account as examineAccount } from './status/procedures/doctor/account'
import { report } from './status/procedures/doctor/report'
import { createCallerFactory, router } from './trpc/init'
import { cancel } from './jobs/procedures/cancel'
import { describe } from './jobs/procedures/describe'
import { get } from './jobs/procedures/get'
import { list } from './jobs/procedures/list'
import { overview as jobOverview } from './jobs/procedures/overview'
import { resume } from './jobs/procedures/resume'
import { retry } from './jobs/procedures/retry'
import { watch } from './jobs/procedures/watch'
import { plan } from './journey/procedures/plan'
import { open } from './ingestion/procedures/link/open'
import { openTracks } from './ingestion/procedures/link/open-tracks'
import { resolve } from './ingestion/procedures/link/resolve'
import { lines } from './ingestion/procedures/match/lines'
import { summary } from './ingestion/procedures/playlist/summary'
import { latest } from './quality/procedures/latest'
import { run } from './quality/procedures/run'
import { preview as previewRetention } from './catalog/procedures/retention/preview'
import { tracks as searchTracks } from './search/procedures/tracks'
import { batch } from './similar/procedures/batch'
import { continueLists } from './similar/procedures/continue'
import { find } from './similar/procedures/find'
import { clear } from './taste/procedures/clear'
import { exportTaste } from './taste/procedures/export'
import { get as getTaste } from './taste/procedures/get'
import { marks } from './taste/procedures/marks'
import { remove } from './taste/procedures/remove'
import { set } from './taste/procedures/set'
import { ids } from './catalog/procedures/track/ids'
import { join } from './recordings/procedures/join'
import { listVersions } from './recordings/procedures/list'
import { split } from './recordings/procedures/split'
import { undo } from './recordings/procedures/undo'

/** Nouns group, verbs act: one procedure a file. */
export const appRouter = router({
  account: { me, playlists, sessions, endSessions, disconnect, export: exportAccount },
  acts: { list: listActs },
  catalog: { overview, summary: summariseCatalog },
  link: { open, openTracks, resolve },
  match: { lines },
  similar: { find, batch, continue: continueLists },
  search: { tracks: searchTracks },
  journey: { plan },
  clip: { hear, find: findForClip, limits },
  playlist: { summary },
  job: { get, list, describe, overview: jobOverview, watch, cancel, resume, retry },
  import: { file, rules, lists: importedLists, remove: removeImported },
  index: { status, rebuild, rollback, verify },
  quality: { latest, run },
  doctor: { report, account: examineAccount },
  retention: { preview: previewRetention },
  taste: { get: getTaste, marks, set, remove, clear, export: exportTaste },
  track: { ids },
  versions: { list: listVersions, split, join, undo },
})

export type AppRouter = typeof appRouter

const streams = new Set(
  Object.entries<unknown>(appRouter._def.procedures).flatMap(([name, procedure]) =>
    (procedure as AnyProcedure)._def.type === 'subscription' ? [name] : [],
  ),
)

/** Whether the answer of a procedure goes on, event by event. */
export const isStream = (name: string): boolean => streams.has(name)

/** Calls procedures without HTTP: for loaders and tests. */
export const createCaller = createCallerFactory(appRouter)
export type Caller = ReturnType<typeof createCaller>
