import type { Subject } from '../domain/positions/position.ts'

/** Names of rooms and bus channels. Every one begins with its tenant, and none is ever made from what a client sent. */
export const subjectRoom = ({ tenantId, id }: Pick<Subject, 'tenantId' | 'id'>): string =>
  `${tenantId}:subject:${id}`
/** Of one link: its viewers see a technician as a customer does, and nothing from before the link began. */
export const linkRoom = (tenantId: number, linkId: string): string => `${tenantId}:link:${linkId}`
/** `side`: of the fleet's vehicles or of the crew, so that who sees one is not told of the other. */
export const everythingRoom = (tenantId: number, side: Side): string => `${tenantId}:${side}`
export const tileRoom = (tenantId: number, side: Side, level: number, tile: number): string =>
  `${tenantId}:${side}:tile:${level}:${tile}`
export type Side = 'fleet' | 'crew'

/** What is fleeting in a session, between the nodes on which somebody takes part. */
export const collabChannel = (tenantId: number, sessionId: string): string =>
  `${tenantId}:collab:${sessionId}`
/** Positions for one node, from all the others. */
export const nodeChannel = (node: string): string => `live:${node}`
/** Who has links of a tenant open, by subject. */
export const audienceChannel = (tenantId: number): string => `audience:${tenantId}`
export const interestChannel = 'live'
export const announceChannel = 'announce'
