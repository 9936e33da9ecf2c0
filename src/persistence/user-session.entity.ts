import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/**
 * One row of `user_sessions`: a turn, or an event of a session. Properties are the column names. The
 * table is partitioned by month; each partition takes a call's turn and type once.
 */
@Entity('user_sessions')
@Index('user_sessions_timestamp', ['timestamp'])
@Index('user_sessions_caller', ['phone_number', 'timestamp'])
@Index('user_sessions_module', ['module_name', 'timestamp'])
@Index('user_sessions_error', ['timestamp'], { where: 'error IS NOT NULL' })
export class UserSession {
  /** A bigint, which arrives as text. Ascending in the order of commits. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  /** When the turn ended; the same however often its record is tried again. */
  @PrimaryColumn('timestamptz')
  timestamp!: Date;

  /** The caller's pseudonym, never a number. */
  @Column('text')
  phone_number!: string;

  @Column('text')
  session_id!: string;

  @Column('text')
  module_name!: string;

  @Column('text')
  interaction_type!: string;

  @Column('text')
  user_input!: string;

  @Column('text')
  ai_response!: string;

  /** Seconds since the call was answered. */
  @Column('double precision')
  session_duration!: number;

  @Column('jsonb')
  emotional_data!: Record<string, number>;

  @Column('jsonb')
  gamification_data!: Record<string, number>;

  @Column('text')
  call_id!: string;

  @Column('integer')
  turn!: number;

  @Column('integer', { nullable: true })
  asr_ms!: number | null;

  @Column('integer', { nullable: true })
  llm_ms!: number | null;

  @Column('integer', { nullable: true })
  tts_ms!: number | null;

  @Column('integer', { nullable: true })
  total_ms!: number | null;

  @Column('integer')
  tokens_in!: number;

  @Column('integer')
  tokens_out!: number;

  /** 0 to 1; null when the recogniser does not say. */
  @Column('double precision', { nullable: true })
  asr_confidence!: number | null;

  /** An error code, or null. */
  @Column('text', { nullable: true })
  error!: string | null;

  @Column('integer', { nullable: true })
  endpoint_ms!: number | null;

  @Column('boolean')
  interrupted!: boolean;

  @Column('jsonb')
  providers!: { asr: string; llm: string; tts: string };

  /** Replies prepared for this turn and thrown away because the caller went on. */
  @Column('integer', { nullable: true })
  wasted_replies!: number | null;
}
