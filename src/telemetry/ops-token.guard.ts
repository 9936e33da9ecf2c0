import {
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { isSameSecret } from '../common/same-secret.js';
import { SETTINGS, type Settings } from '../config/index.js';

/** Lets in who shows OPS_TOKEN as a bearer token; everybody while there is none. */
@Injectable()
export class OpsTokenGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const { OPS_TOKEN: token } = this.settings;
    if (token === undefined) return true;
    const http = context.switchToHttp();
    const header = http.getRequest<Request>().headers.authorization ?? '';
    const [, given] = /^Bearer +(.+)$/i.exec(header) ?? [];
    if (given !== undefined && isSameSecret(given, token)) return true;
    http.getResponse<Response>().setHeader('WWW-Authenticate', 'Bearer');
    throw new UnauthorizedException('send OPS_TOKEN as a bearer token');
  }
}
