# The model server alone: contracts, html, registry, mlflow, serving and the app, with their production dependencies. No
# training, no drift, no data tools.
#
#   docker build -f infra/docker/model-server.Dockerfile -t waymark-model-server .
#   docker run -p 127.0.0.1:8080:8080 -v "$PWD/.waymark:/var/lib/waymark" waymark-model-server churn

FROM node:24-bookworm-slim AS base
ENV TURBO_TELEMETRY_DISABLED=1
WORKDIR /waymark

# Compiles, and takes out the part of the workspace that the server needs in production. The projects that it hosts are
# its devDependencies, for Turbo's sake: an image gets its models from the registry instead.
FROM base AS build
COPY . .
RUN npm ci \
    && npx turbo run build --filter=@waymark/model-server --output-logs=errors-only \
    && npx turbo prune @waymark/model-server --docker --production --out-dir /pruned \
    && cd /pruned/json \
    && npm pkg delete devDependencies --workspace @waymark/model-server

FROM base AS dependencies
COPY --from=build /pruned/json/ ./
COPY .npmrc ./
# onnxruntime-node ships every platform; an image is one.
RUN npm ci --omit=dev \
    && cd node_modules/onnxruntime-node/bin/napi-v6 \
    && for platform in */*; do [ "$platform" = "$(node -p 'process.platform + "/" + process.arch')" ] || rm -rf "$platform"; done

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    WAYMARK_HOME=/var/lib/waymark \
    ORT_DISABLE_TELEMETRY=1
WORKDIR /waymark
COPY --from=dependencies /waymark ./
COPY --from=build /waymark/packages/contracts/dist packages/contracts/dist
COPY --from=build /waymark/packages/html/dist packages/html/dist
COPY --from=build /waymark/packages/registry/dist packages/registry/dist
COPY --from=build /waymark/packages/mlflow/dist packages/mlflow/dist
COPY --from=build /waymark/packages/serving/dist packages/serving/dist
COPY packages/serving/proto packages/serving/proto
COPY --from=build /waymark/apps/model-server/dist apps/model-server/dist
RUN mkdir -p /var/lib/waymark && chown node:node /var/lib/waymark
VOLUME /var/lib/waymark
USER node
# 8081 where WAYMARK_GRPC_PORT=8081 switches gRPC on.
EXPOSE 8080 8081
# It asks itself: whose certificate it is does not matter.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["node", "-e", "const { PORT, WAYMARK_TLS_CERT_FILE: tls } = process.env; process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; fetch(`${tls ? 'https' : 'http'}://127.0.0.1:${PORT}/v2/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "apps/model-server/dist/main.js"]
CMD ["churn"]
