import { complaintRoutes } from './complaints.ts';
import { deliveryRoutes } from './deliveries.ts';
import { doorRoutes } from './door.ts';
import { fileRoutes } from './files.ts';
import { homeRoutes } from './home.ts';
import { objectionRoutes } from './objections.ts';
import { orderRoutes } from './orders.ts';
import { productRoutes } from './products.ts';
import type { PortalRoute } from './route.ts';
import { surveyRoutes } from './surveys.ts';
import { visitRoutes } from './visits.ts';

/** Everything that the portal can be asked for. */
export const portalRoutes: readonly PortalRoute[] = [
  ...doorRoutes,
  ...homeRoutes,
  ...orderRoutes,
  ...deliveryRoutes,
  ...objectionRoutes,
  ...complaintRoutes,
  ...visitRoutes,
  ...surveyRoutes,
  ...productRoutes,
  ...fileRoutes,
];
