import type { Wired } from './wired'
import { toAccountView, type SessionUser } from '../../accounts/domain/account'
import { DomainError } from '../../domain/errors'
import type { ImportedFile } from '../../accounts/domain/imported'
import { toTasteExport } from '../../taste/domain/export'
import type { Job } from '../../domain/job'
import type { ListenerRepository } from '../../accounts/listener.repository'
import { completeSignIn } from '../../accounts/complete-sign-in'
import type { ExaminedUser } from '../../status/examine-user'
import type { OpenLinkDeps } from '../../ingestion/links/open-link'
import { listOwnPlaylists, toLikedId } from '../../accounts/own-playlists'
import type { Services } from '../../trpc/services'

type StartIngestion = (
  id: string,
  reader?: string | null,
  liked?: { ownerName: string | null } | null,
) => Promise<Job>

/** The use cases of people who are signed in. */
export function createAccountServices(
  {
    accounts,
    playlists,
    spotify,
    imported,
    sessions,
    showTaste,
  }: Pick<Wired, 'accounts' | 'playlists' | 'spotify'> & Own,
  startIngestion: StartIngestion,
) {
  const { repository, sealer, rights } = accounts
  const signingIn = { getProfile: spotify.getProfile, accounts: repository, sealer, rights }

  const services: Services['accounts'] = {
    completeSignIn: (signIn, signal) => completeSignIn(signingIn, signIn, signal),
    describe: async (user) => toAccountView(user, await repository.findState(user.id), new Date()),
    listPlaylists: (user, page, signal) =>
      listOwnPlaylists({ spotify: accounts.clientOf(user.id), playlists }, user.id, page, signal),
    listSessions: (user) => sessions.listSessions(user.id),
    endSessions: (user, session) => sessions.endUserSessions(user.id, session),
    disconnect: (user) => repository.disconnect(user.id),
    exportAll: async (user, listenerId) => {
      const [known, taste, own, imports] = await Promise.all([
        repository.describe(user.id),
        showTaste(listenerId),
        playlists.listRestricted(user.id),
        imported.listFiles(user.id),
      ])
      return {
        exportedAt: new Date().toISOString(),
        displayName: user.displayName,
        role: user.role,
        ...known,
        createdAt: known.createdAt.toISOString(),
        authorizedAt: known.authorizedAt.toISOString(),
        taste: toTasteExport(taste),
        playlists: own,
        imports,
      }
    },
  }

  /** Somebody as the doctor looks at them; null where there is no account. */
  const findExamined = async (user: SessionUser | null): Promise<ExaminedUser | null> => {
    const state = user && (await repository.findState(user.id))
    if (!user || !state) return null
    const consent = state.authorizedAt.toISOString()
    return {
      ...state,
      name: toAccountView(user, state, new Date()).displayName,
      probe: () => accounts.probeOf(user.id, consent),
    }
  }

  return {
    services,
    findExamined,
    /** The person with a Spotify id, for the doctor. Throws USER_UNKNOWN. */
    async getExamined(accountId: string): Promise<ExaminedUser> {
      const examined = await findExamined(await repository.findUser(accountId))
      if (examined) return examined
      throw new DomainError('USER_UNKNOWN', 'Nobody with this Spotify id has signed in here.')
    },
    /** How links are opened for a user; as everybody sees them for a guest, or after a sign-in that has ended. */
    async ingestingFor(
      user: SessionUser | null,
    ): Promise<Pick<OpenLinkDeps, 'ingestPlaylist' | 'ingestLiked'>> {
      const state = user && (await repository.findState(user.id))
      if (!user || !state?.connected) {
        return { ingestPlaylist: (id) => startIngestion(id), ingestLiked: null }
      }
      const liked = toLikedId(user.id)
      return {
        ingestPlaylist: (id) => startIngestion(id, user.id),
        ingestLiked: async () => ({
          id: liked,
          job: await startIngestion(liked, user.id, { ownerName: user.displayName }),
        }),
      }
    },
  }
}

type Own = {
  sessions: Pick<ListenerRepository, 'listSessions' | 'endUserSessions'>
  showTaste: Services['showTaste']
  imported: { listFiles: (owner: string) => Promise<ImportedFile[]> }
}
