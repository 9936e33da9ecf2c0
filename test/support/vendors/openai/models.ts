import { type Answer, type Delivery, jsonAnswer, Refusal } from '../server/answer.js';
import type { HttpRoute } from '../server/vendor.js';
import type { Complain } from './failures.js';

/** A model on offer; the date is when its vendor says that it ends. */
export interface OfferedModel {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly shutdownDate?: string | null;
}

export interface ModelsShape {
  readonly plan: Delivery;
  readonly body: null;
}

export interface ModelShape {
  readonly plan: Delivery;
  readonly body: { readonly id: string };
}

/** `GET /v1/models`. Some compatible servers answer with a bare array. */
export function modelsRoute(
  models: readonly OfferedModel[],
  bareArray = false,
): HttpRoute<ModelsShape> {
  return {
    kind: 'http',
    method: 'GET',
    path: /^\/v1\/models$/,
    read: () => null,
    answer: (): Answer => {
      const data = models.map(described);
      return jsonAnswer(bareArray ? data : { object: 'list', data });
    },
  };
}

/** `GET /v1/models/{id}`. */
export function modelRoute(
  models: readonly OfferedModel[],
  complain: Complain,
): HttpRoute<ModelShape> {
  const find = (id: string): OfferedModel => {
    const model = models.find((offered) => offered.id === id);
    if (!model) throw new Refusal(complain(404, 'model_not_found', 'There is no such model.'));
    return model;
  };
  return {
    kind: 'http',
    method: 'GET',
    path: /^\/v1\/models\/[^/]+$/,
    read: ({ path }) => ({ id: find(decodeURIComponent(path.slice('/v1/models/'.length))).id }),
    answer: ({ body }) => jsonAnswer(described(find(body.id))),
  };
}

function described({ id, shutdownDate = null }: OfferedModel): object {
  return {
    id,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'stand-in',
    shutdown_date: shutdownDate,
  };
}
