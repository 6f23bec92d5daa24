# Before 24, Keycloak has no folder of trusted certificates: they become Java's own.
USER root
RUN bash /opt/keycloak/import-certificates.sh /opt/keycloak/certificates
USER 1000
