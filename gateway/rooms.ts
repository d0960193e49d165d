import type { Subject } from '../domain/positions/position.ts'

/** Names of rooms and bus channels. Every one begins with its tenant, and none is ever made from what a client sent. */
export const subjectRoom = ({ tenantId, id }: Pick<Subject, 'tenantId' | 'id'>): string =>
  `${tenantId}:subject:${id}`
/** Of one link: its viewers see a technician as a customer does, and nothing from before the link began. */
export const linkRoom = (tenantId: number, linkId: string): string => `${tenantId}:link:${linkId}`
export const fleetRoom = (tenantId: number): string => `${tenantId}:fleet`
export const tileRoom = (tenantId: number, level: number, tile: number): string =>
  `${tenantId}:tile:${level}:${tile}`

/** Positions for one node, from all the others. */
export const nodeChannel = (node: string): string => `live:${node}`
/** Who has links of a tenant open, by subject. */
export const audienceChannel = (tenantId: number): string => `audience:${tenantId}`
export const interestChannel = 'live'
export const announceChannel = 'announce'
