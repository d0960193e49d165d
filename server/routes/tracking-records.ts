import Type from 'typebox'
import { Id, Page, PageQuery } from '../../domain/schema.ts'
import { presentAudit, presentConsent, presentLook, presentRows } from '../../domain/tracking/present.ts'
import {
  ConsentView,
  LocationAuditView,
  LocationLookView,
  SwitchTracking,
} from '../../domain/tracking/schema.ts'
import { presentPage, sliceOf } from '../pages-of.ts'
import { route } from '../route.ts'
import { refuseTrakService } from '../trakservice-refusals.ts'
import type { RouteContext } from './index.ts'

const frame = {
  tag: 'TrakService',
  who: 'member',
  feature: 'trakservice.enabled',
  refuse: refuseTrakService,
  params: Type.Object({ id: Id }),
} as const

const technician = '/api/trakservice/technicians/:id'

/**
 * What is kept about tracking, for whom it concerns: consent, each ping that was taken or refused, and who looked. It is
 * there without the feature too: an organization that tracks nobody any more still holds what it has kept.
 */
export const trackingRecordRoutes = ({ services: { tracking } }: RouteContext) => [
  route({
    ...frame,
    method: 'post',
    path: `${technician}/consent`,
    summary: 'Switch tracking on or off; what a technician has switched off, nobody else switches on again',
    status: 200,
    body: SwitchTracking,
    reply: ConsentView,
    refusals: ['not_found', 'consent_withdrawn'],
    async handle({ actor, params, body: { allow_tracking, version } }) {
      await tracking.setConsent(actor, await tracking.get(actor, params.id), allow_tracking, version)
      const { rows } = await tracking.consents(actor, params.id, { limit: 1, offset: 0 })
      return presentConsent(rows[0]!)
    },
  }),
  route({
    ...frame,
    method: 'get',
    path: `${technician}/consent`,
    summary: 'Who allowed or withdrew tracking when, and to which version of the terms; newest first',
    query: PageQuery,
    reply: Page(ConsentView, 'TrackingConsentPage'),
    refusals: ['not_found'],
    async handle({ actor, params, query, request }) {
      const consents = await tracking.consents(actor, params.id, sliceOf(query))
      return presentPage(presentRows(consents, presentConsent), query, request.publicUrl, request.path)
    },
  }),
  route({
    ...frame,
    method: 'get',
    path: `${technician}/location/audit`,
    summary: 'Each ping that was taken or refused, for the technician, admins and owners; newest first',
    query: PageQuery,
    reply: Page(LocationAuditView, 'LocationAuditPage'),
    refusals: ['not_found', 'forbidden'],
    async handle({ actor, params, query, request }) {
      const entries = await tracking.audit(actor, params.id, sliceOf(query))
      return presentPage(presentRows(entries, presentAudit), query, request.publicUrl, request.path)
    },
  }),
  route({
    ...frame,
    method: 'get',
    path: `${technician}/location/views`,
    summary:
      'Who looked at where a technician is or was, for the technician, admins and owners; newest first',
    query: PageQuery,
    reply: Page(LocationLookView, 'LocationViewPage'),
    refusals: ['not_found', 'forbidden'],
    async handle({ actor, params, query, request }) {
      const looks = await tracking.looks(actor, params.id, sliceOf(query))
      return presentPage(presentRows(looks, presentLook), query, request.publicUrl, request.path)
    },
  }),
]
