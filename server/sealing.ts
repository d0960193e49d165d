import { randomBytes } from 'node:crypto'
import type { Ports } from '../domain/services.ts'
import type { WebhookSecrets } from '../domain/webhooks/ports.ts'
import { openOrNothing, type Vault } from './secrets.ts'

/** What each part of the domain may ask of the vault, in a space of its own. */
export const createSealing = (vault: Vault) => {
  const deviceKeys: Ports['deviceKeys'] = {
    create: vault.createToken,
    hash: (key) => vault.hash('device', key),
  }
  const linkTokens: Ports['linkTokens'] = {
    create: (face) => (face === 'trip' ? randomBytes(16).toString('hex') : vault.createToken()),
    hash: (token) => vault.hash('link', token),
    seal: (id, token) => vault.seal(`link ${id}`, token),
    open: (id, box) => openOrNothing(vault, `link ${id}`, box),
  }
  const mail: Pick<Ports['mail'], 'seal' | 'unseal'> = {
    seal: (id, text) => vault.seal(`mail ${id}`, text),
    unseal: (id, box) => openOrNothing(vault, `mail ${id}`, box),
  }
  const extensionCodes: Ports['extensions']['codes'] = {
    seal: (text) => vault.seal('extend', text).toString('base64url'),
    open: (code) => openOrNothing(vault, 'extend', Buffer.from(code, 'base64url')),
  }
  const webhookSecrets: WebhookSecrets = {
    create: () => `whsec_${randomBytes(32).toString('base64')}`,
    seal: (id, secret) => vault.seal(`webhook ${id}`, secret),
    open: (id, box) => openOrNothing(vault, `webhook ${id}`, box),
  }
  const pseudonyms: Pick<Ports['privacy'], 'pseudonymOf'> = {
    pseudonymOf: (deviceId) =>
      `erased-${vault.hash('pseudonym', deviceId).toString('base64url').slice(0, 22)}`,
  }
  return { deviceKeys, linkTokens, mail, extensionCodes, webhookSecrets, pseudonyms }
}
