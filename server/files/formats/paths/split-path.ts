import { decodeUri } from '../address'

export type Path = { folders: string[]; base: string; isAbsolute: boolean }

/** Schemes of addresses that lead to a file by folders and name; any other says nothing by its path. */
const FILES = /^(?:file|smb|nfs|afp|s?ftp|davs?):\/{0,3}/i
const SCHEME = /^[a-z][a-z0-9+.-]+:/i
const DRIVE = /^\/?[a-z]:(?=[\\/])/i

/** A path of Windows or any other system, relative or not, or the address of a file; null for an address on the web. */
export function splitPath(address: string): Path | null {
  const isUri = FILES.test(address)
  if (!isUri && SCHEME.test(address)) return null
  const encoded = isUri || (/%[0-9a-f]{2}/i.test(address) && !/\s/.test(address))
  const text = encoded ? decodeUri(address.replace(FILES, '/')) : address
  const plain = text.replace(DRIVE, '')
  const isShare = /^(?:\\\\|\/\/)/.test(plain) || /^(?:smb|nfs|afp|s?ftp|davs?):/i.test(address)
  const parts = plain
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..' && part !== '~')
  const base = parts.pop() ?? ''
  // The server's name says nothing of what is on it.
  const folders = isShare ? parts.slice(1) : parts
  return { folders, base, isAbsolute: /^[\\/~]/.test(plain) || plain !== text }
}
