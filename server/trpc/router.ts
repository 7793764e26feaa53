import type { AnyProcedure } from '@trpc/server'
import { disconnect } from './account/disconnect'
import { endSessions } from './account/end-sessions'
import { exportAccount } from './account/export'
import { me } from './account/me'
import { playlists } from './account/playlists'
import { sessions } from './account/sessions'
import { list as listActs } from './acts/list'
import { overview } from './catalog/overview'
import { summary as summariseCatalog } from './catalog/summary'
import { find as findForClip } from './clip/find'
import { hear } from './clip/hear'
import { limits } from './clip/limits'
import { file } from './import/file'
import { lists as importedLists } from './import/lists'
import { remove as removeImported } from './import/remove'
import { rules } from './import/rules'
import { rebuild } from './index/rebuild'
import { rollback } from './index/rollback'
import { status } from './index/status'
import { verify } from './index/verify'
import { account as examineAccount } from './doctor/account'
import { report } from './doctor/report'
import { createCallerFactory, router } from './init'
import { cancel } from './job/cancel'
import { describe } from './job/describe'
import { get } from './job/get'
import { list } from './job/list'
import { overview as jobOverview } from './job/overview'
import { resume } from './job/resume'
import { retry } from './job/retry'
import { watch } from './job/watch'
import { plan } from './journey/plan'
import { open } from './link/open'
import { openTracks } from './link/open-tracks'
import { resolve } from './link/resolve'
import { lines } from './match/lines'
import { summary } from './playlist/summary'
import { latest } from './quality/latest'
import { run } from './quality/run'
import { preview as previewRetention } from './retention/preview'
import { batch } from './similar/batch'
import { continueLists } from './similar/continue'
import { find } from './similar/find'
import { clear } from './taste/clear'
import { exportTaste } from './taste/export'
import { get as getTaste } from './taste/get'
import { marks } from './taste/marks'
import { remove } from './taste/remove'
import { set } from './taste/set'
import { ids } from './track/ids'
import { join } from './versions/join'
import { listVersions } from './versions/list'
import { split } from './versions/split'
import { undo } from './versions/undo'

/** Nouns group, verbs act: one procedure a file. */
export const appRouter = router({
  account: { me, playlists, sessions, endSessions, disconnect, export: exportAccount },
  acts: { list: listActs },
  catalog: { overview, summary: summariseCatalog },
  link: { open, openTracks, resolve },
  match: { lines },
  similar: { find, batch, continue: continueLists },
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
