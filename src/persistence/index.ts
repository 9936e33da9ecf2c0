export { connectDatabase, createDataSource, migrate } from './data-source.js';
export { ModuleUsage } from './module-usage.entity.js';
export { PersistenceModule } from './persistence.module.js';
export { bullConnection, CALL_REDIS, connectCallRedis } from './redis.js';
export { SessionPartitions, type DroppedRecords } from './session-partitions.js';
export { codeOf, reasonOf } from './store-errors.js';
export { UserSession } from './user-session.entity.js';
