import { createContext, useContext } from 'react'

/**
 * The nonce that the content security policy of this answer names. In a browser it is empty, which is what the DOM
 * shows of it too, so both renderings agree.
 */
export const NonceContext = createContext('')

export function useNonce(): string {
  return useContext(NonceContext)
}
