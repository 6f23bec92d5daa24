# Before 24, Keycloak has no folder of trusted certificates: they become Java's own.
COPY certificates/ /tmp/certificates/
COPY import-certificates.sh /tmp/
USER root
RUN bash /tmp/import-certificates.sh /tmp/certificates
USER 1000
