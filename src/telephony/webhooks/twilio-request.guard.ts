import {
  ForbiddenException,
  Injectable,
  UnsupportedMediaTypeException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { TwilioSignature } from './twilio-signature.js';

/** Lets in form posts that Twilio signed: 415 for another kind of body, 403 for another sender. */
@Injectable()
export class TwilioRequestGuard implements CanActivate {
  constructor(private readonly signature: TwilioSignature) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!request.is('application/x-www-form-urlencoded'))
      throw new UnsupportedMediaTypeException('send application/x-www-form-urlencoded');
    if (!this.signature.verifyForm(request))
      throw new ForbiddenException(
        'the X-Twilio-Signature header does not fit: check TWILIO_AUTH_TOKEN and PUBLIC_BASE_URL',
      );
    return true;
  }
}
