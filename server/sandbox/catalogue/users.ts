/** The people of the sandbox: three can sign in, the others only keep playlists. */

export type SandboxUser = { id: string; name: string; country: string; email: string; signsIn: boolean }

const user = (id: string, name: string, country: string, signsIn: boolean): SandboxUser => ({
  id,
  name,
  country,
  email: `${id}@example.test`,
  signsIn,
})

export const USERS: readonly SandboxUser[] = [
  user('mirela', 'Mirela Vandgaard', 'SE', true),
  user('tariq', 'Tariq Solberry', 'GB', true),
  user('juniper', 'Juniper Okoro', 'US', true),
  user('nightbus-radio', 'Nightbus Radio', 'DE', false),
  user('plaza_norte', 'Plaza Norte', 'ES', false),
  user('the.record.cellar', 'The Record Cellar', 'FR', false),
]

export const SIGN_IN_USERS = USERS.filter((candidate) => candidate.signsIn)

export function findUser(id: string): SandboxUser | null {
  return USERS.find((candidate) => candidate.id === id) ?? null
}
